import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test as base } from '@playwright/test';

/** What a page may not do unnoticed: errors on its console, and anything that its policy refuses. */
export type Watched = { readonly faults: string[]; allow: (pattern: RegExp) => void };

export const test = base.extend<{ watched: Watched }>({
  watched: [
    async ({ page }, use) => {
      const faults: string[] = [];
      const allowed: RegExp[] = [];
      const note = (text: string): void => {
        if (!allowed.some((pattern) => pattern.test(text))) {
          faults.push(text);
        }
      };
      page.on('pageerror', (error) => note(`page error: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') {
          note(`console: ${message.text()}`);
        }
      });
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => {
          console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
        });
      });
      await use({ faults, allow: (pattern) => allowed.push(pattern) });
      expect(faults, 'the console and the policy of the page are quiet').toEqual([]);
    },
    { auto: true },
  ],
});

/** No finding of any impact, in both themes, on a desk and on a telephone. */
export async function expectAccessible(page: Page): Promise<void> {
  const size = page.viewportSize() ?? { width: 1280, height: 800 };
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    for (const theme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: theme === 'dark' ? 'dark' : 'light' });
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      const found = violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.map((node) => node.target.join(' ')).join(' | ')}`);
      expect(found, `at ${width} px, ${theme}`).toEqual([]);
    }
  }
  await page.setViewportSize(size);
}

export { expect };
