import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const program = resolve(import.meta.dirname, '../../Flowker.Api/bin', process.env['CONFIGURATION'] ?? 'Release', 'net10.0/Flowker.Api.dll');

/** The service as a process of its own, with a data folder and a port of its own; it can be killed and started again. */
export class Service {
  private readonly data = mkdtempSync(join(tmpdir(), 'flowker-console-'));
  private process: ChildProcess | undefined;
  private output = '';

  private constructor(
    readonly url: string,
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  static async start(settings: Readonly<Record<string, string>> = {}): Promise<Service> {
    const service = new Service(`http://127.0.0.1:${await freePort()}`, settings);
    await service.run();
    return service;
  }

  async run(): Promise<void> {
    const child = spawn('dotnet', [program], {
      // From a folder that is not the program's: the console is found all the same.
      cwd: this.data,
      env: {
        ...process.env,
        ASPNETCORE_URLS: this.url,
        Flowker__DataDirectory: this.data,
        Flowker__SiloPort: '0',
        Flowker__GatewayPort: '0',
        SSRF_ALLOW_PRIVATE: 'true',
        ...this.settings,
      },
    });
    child.stdout.on('data', (text: Buffer) => (this.output += text.toString()));
    child.stderr.on('data', (text: Buffer) => (this.output += text.toString()));
    this.process = child;
    for (;;) {
      if (child.exitCode !== null) {
        throw new Error(`The service ended with ${child.exitCode}:\n${this.output}`);
      }
      const ready = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (ready?.ok === true) {
        return;
      }
      await new Promise((next) => setTimeout(next, 100));
    }
  }

  async kill(): Promise<void> {
    const child = this.process;
    if (child !== undefined && child.exitCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** Calls the API; gives the answer's JSON, and fails on a refusal. */
  async call<T>(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    const answer = await fetch(this.url + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    }
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') {
    throw new Error('No port.');
  }
  return address.port;
}
