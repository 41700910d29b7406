import { brotliCompressSync } from 'node:zlib';
import { Bank, pay, paymentWorkflow } from './bank';
import { expect, test } from './fixtures';
import { Service } from './service';

let service: Service;
let bank: Bank;

test.beforeAll(async () => {
  bank = await Bank.start();
  service = await Service.start();
});

test.afterAll(async () => {
  await service.stop();
  await bank.stop();
});

test('pages keep to their bytes and their questions', async ({ page }) => {
  const id = await pay(service, await paymentWorkflow(service, bank), '1');
  const bytes = { js: 0, css: 0 };
  const chunks: number[] = [];
  const pending: Promise<void>[] = [];
  const questions: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.startsWith('/v1/')) {
      questions.push(request.url());
    }
  });
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    const kind = pathname.endsWith('.js') ? 'js' : pathname.endsWith('.css') ? 'css' : undefined;
    if (pathname.startsWith('/console/assets/') && kind !== undefined) {
      pending.push(
        response.body().then((body) => {
          const size = brotliCompressSync(body).length;
          bytes[kind] += size;
          chunks.push(size);
        }),
      );
    }
  });

  await page.goto(`${service.url}/console/executions`);
  await page.getByRole('link', { name: id }).waitFor();
  const beforeTheFirstRow = questions.length;
  await Promise.all(pending);
  expect(bytes.js, 'script of the list').toBeLessThanOrEqual(180_000);
  expect(bytes.css, 'styles of the list').toBeLessThanOrEqual(12_000);
  expect(beforeTheFirstRow, 'questions before the first row').toBeLessThanOrEqual(4);

  await page.getByRole('link', { name: id }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Completed');
  await page.locator('[data-node="post"]').waitFor();
  await Promise.all(pending);
  expect(bytes.js, 'script of an execution').toBeLessThanOrEqual(240_000);
  expect(Math.max(...chunks), 'the largest file').toBeLessThanOrEqual(150_000);
});
