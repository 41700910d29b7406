import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Service } from './service';

export type BankAnswer = { readonly status: number; readonly body: string };

/** A provider that answers what the test says. */
export class Bank {
  answer: BankAnswer = { status: 200, body: '{"ok":true}' };
  calls = 0;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<Bank> {
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        bank.calls++;
        response.writeHead(bank.answer.status, { 'Content-Type': 'application/json' }).end(bank.answer.body);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const bank = new Bank(server, `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
    return bank;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** A payment that asks the bank and branches on the answer; gives the workflow's id. */
export async function paymentWorkflow(service: Service, bank: Bank, name = 'payment', headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const config = await service.call<{ id: string }>(
    'POST',
    '/v1/provider-configurations',
    { name: `${name}-bank`, providerId: 'http', config: { base_url: bank.url } },
    headers,
  );
  const { workflowId } = await service.call<{ workflowId: string }>(
    'POST',
    '/v1/workflows',
    {
      name,
      nodes: [
        { id: 'start', type: 'trigger', name: 'Payment requested' },
        {
          id: 'post',
          type: 'executor',
          name: 'Post to the ledger',
          data: {
            executorId: 'http',
            providerConfigId: config.id,
            path: '/post',
            body: { amount: '${workflow.amount}' },
            retry: { maxAttempts: 50, initialIntervalMs: 2000, backoffCoefficient: 1 },
          },
        },
        { id: 'large', type: 'conditional', name: 'Large?', data: { condition: 'workflow.amount > 1000' } },
        { id: 'paid', type: 'action', name: 'Paid', data: { actionType: 'set_output', output: { paid: '${workflow.amount}' } } },
        { id: 'watched', type: 'action', name: 'Watched', data: { actionType: 'set_output', output: { watched: '${workflow.amount}' } } },
      ],
      edges: [
        { id: '1', source: 'start', target: 'post' },
        { id: '2', source: 'post', target: 'large' },
        { id: '3', source: 'large', target: 'paid', sourceHandle: 'false' },
        { id: '4', source: 'large', target: 'watched', sourceHandle: 'true' },
      ],
    },
    headers,
  );
  await service.call('POST', `/v1/workflows/${workflowId}/activate`, undefined, headers);
  return workflowId;
}

let keys = 0;

export async function pay(
  service: Service,
  workflowId: string,
  amount: string,
  key = `journey-${++keys}`,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { executionId } = await service.call<{ executionId: string }>(
    'POST',
    `/v1/workflows/${workflowId}/executions`,
    `{"inputData":{"amount":${amount}}}`,
    { ...headers, 'Idempotency-Key': key },
  );
  return executionId;
}
