import { Bank, pay, paymentWorkflow } from './bank';
import { expect, expectAccessible, test } from './fixtures';
import { Service } from './service';

const key = 'a-key-of-the-journeys-0001';
const admin = { 'X-API-Key': key };

let service: Service;
let bank: Bank;

test.beforeAll(async () => {
  bank = await Bank.start();
  service = await Service.start({ API_KEY: key, API_KEY_ENABLED: 'true' });
});

test.afterAll(async () => {
  await service.stop();
  await bank.stop();
});

test('a service with a key lets in who has it, and keeps the key nowhere', async ({ page, watched }) => {
  // The browser itself notes each 401 on the console.
  watched.allow(/status of 401/);
  const id = await pay(service, await paymentWorkflow(service, bank, 'payment', admin), '1', 'one', admin);
  await page.goto(`${service.url}/console/executions`);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expectAccessible(page);

  await page.getByLabel('API key').fill('a-key-that-nobody-made');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('does not know this key');

  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('link', { name: id })).toBeVisible();

  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href, document.documentElement.outerHTML]));
  expect(kept).not.toContain(key);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(page.getByRole('link', { name: id })).toHaveCount(0);
});

test('a key that is revoked leads to the way in, and a viewer sees what a viewer may', async ({ page, watched }) => {
  watched.allow(/status of 40[13]/);
  const viewer = await service.call<{ id: string; key: string }>('POST', '/v1/api-keys', { name: 'reader', role: 'viewer' }, admin);
  await page.goto(`${service.url}/console/executions`);
  await page.getByLabel('API key').fill(viewer.key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('table').getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Completed');

  await service.call('DELETE', `/v1/api-keys/${viewer.id}`, undefined, admin);
  await page.getByRole('link', { name: 'Executions' }).click();
  await expect(page.getByRole('alert')).toContainText('revoked');
});
