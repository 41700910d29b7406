import { Bank, pay, paymentWorkflow } from './bank';
import { expect, expectAccessible, test } from './fixtures';
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

test('an empty list says what to do, and the first run appears in it by itself and completes on its page', async ({ page }) => {
  await page.goto(`${service.url}/console/`);
  await expect(page.getByText('Nothing has run yet.')).toBeVisible();
  await expectAccessible(page);

  bank.answer = { status: 200, body: '{"entry":"e-1"}' };
  const workflow = await paymentWorkflow(service, bank);
  const id = await pay(service, workflow, '12.50', 'first');

  await page.getByRole('link', { name: id }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Completed');
  await expect(page.locator('[data-node="post"][data-status="completed"]')).toBeVisible();
  await expect(page.locator('[data-node="watched"][data-status="skipped"]')).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('radio', { name: 'Outline' }).click();
  await expect(page).toHaveURL(/view=outline/);
  await page.getByRole('list', { name: 'Outline' }).getByRole('button', { name: /^Post to the ledger/ }).click();
  await expect(page).toHaveURL(/node=post/);
  await expect(page.getByRole('list', { name: 'Attempts' })).toContainText('success · 200');
  await expectAccessible(page);
});

test('a run that is retried shows why it waits, each attempt, and goes on over a kill of the service', async ({ page, watched }) => {
  // The browser itself notes on the console that the service is away.
  watched.allow(/Failed to load resource/);
  bank.answer = { status: 503, body: '{"later":true}' };
  const workflow = await paymentWorkflow(service, bank, 'retried');
  const id = await pay(service, workflow, '5000');

  await page.goto(`${service.url}/console/executions/${id}?node=post`);
  const why = page.getByRole('region', { name: 'Why is it waiting?' });
  await expect(why).toContainText(/Post to the ledger: attempt \d+ is made/);
  await expect(why).toContainText('503');
  await expect(page.locator('[data-node="post"][data-status="waiting"]')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Attempts' })).toContainText('Attempt 2');
  await expectAccessible(page);

  await service.kill();
  await expect(page.getByText('Reconnecting')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Attempts' })).toContainText('Attempt 2');
  bank.answer = { status: 200, body: '{"entry":"e-2"}' };
  await service.run();

  await expect(page.getByRole('heading', { level: 1 })).toContainText('Completed');
  await expect(page.locator('[data-node="watched"][data-status="completed"]')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Attempts' })).toContainText('success · 200');
});

test('numbers keep their digits', async ({ page }) => {
  bank.answer = { status: 200, body: '{"balance":9007199254740993,"rate":4.50}' };
  const workflow = await paymentWorkflow(service, bank, 'digits');
  const id = await pay(service, workflow, '4.50');
  await page.goto(`${service.url}/console/executions/${id}?node=post`);
  await page.getByRole('tab', { name: 'Output' }).click();
  await expect(page.getByRole('group', { name: 'Output' })).toContainText('"balance": 9007199254740993');
  await expect(page.getByRole('group', { name: 'Output' })).toContainText('"rate": 4.50');
});

test('filters, the URL, back, forward and reload agree', async ({ page }) => {
  bank.answer = { status: 422, body: '{"refused":true}' };
  const refused = await paymentWorkflow(service, bank, 'refused');
  const failed = await pay(service, refused, '7', 'key-of-the-refused');
  await page.goto(`${service.url}/console/executions`);
  await expect(page.getByRole('link', { name: failed })).toBeVisible();

  const links = page.getByRole('table').getByRole('link');
  await page.getByLabel('Status').selectOption('failed');
  await expect(page).toHaveURL(/status=failed/);
  await expect(links).toHaveCount(1);
  await page.getByLabel('Workflow').selectOption({ label: 'digits' });
  await expect(page.getByText('No execution matches these filters.')).toBeVisible();
  await page.goBack();
  await expect(links).toHaveCount(1);
  await page.goForward();
  await expect(page.getByText('No execution matches these filters.')).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filters' }).first().click();
  await expect(page).not.toHaveURL(/status=/);

  await page.getByLabel('Idempotency key').fill('key-of-the-refused');
  await page.getByLabel('Idempotency key').press('Enter');
  await expect(links).toHaveCount(1);
  await page.reload();
  await expect(page.getByLabel('Idempotency key')).toHaveValue('key-of-the-refused');
  await expect(links).toHaveCount(1);
  await expect(page.getByRole('row', { name: new RegExp(failed) })).toContainText('FLK-0504');
  await expectAccessible(page);
});

test('every time is in the zone that was chosen', async ({ page }) => {
  await page.goto(`${service.url}/console/executions`);
  await expect(page.getByRole('table').locator('time').first()).toContainText('UTC');
  await page.getByLabel('Time zone').selectOption('Asia/Kolkata');
  for (const text of await page.locator('time').allTextContents()) {
    expect(text).toContain('GMT+5:30');
  }
  await page.getByRole('table').getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Completed');
  for (const text of await page.locator('time').allTextContents()) {
    expect(text).toContain('GMT+5:30');
  }
});

test('the list is used with the keyboard alone', async ({ page }) => {
  await page.goto(`${service.url}/console/executions`);
  const links = page.getByRole('table').getByRole('link');
  await links.first().focus();
  await page.keyboard.press('j');
  await expect(links.nth(1)).toBeFocused();
  await page.keyboard.press('k');
  await expect(links.first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/console\/executions\/[0-9a-f-]{36}/);
});
