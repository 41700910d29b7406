// What a user writes with a client that openapi-typescript made: start, wait, list, output.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Execution = components["schemas"]["ExecutionStatusOutput"];

const [address, workflowId] = process.argv.slice(2) as [string, string];
const flowker = createClient<paths>({ baseUrl: address });

async function start(): Promise<string> {
  const { data, error } = await flowker.POST("/v1/workflows/{workflowId}/executions", {
    params: { path: { workflowId }, header: { "Idempotency-Key": "typescript" } },
    body: { inputData: { amount: 12.5 } },
  });
  if (!data?.executionId) {
    throw new Error(`not started: ${error?.code} ${error?.message}`);
  }
  return data.executionId;
}

async function wait(id: string): Promise<Execution> {
  for (;;) {
    const { data, error } = await flowker.GET("/v1/executions/{id}", { params: { path: { id } } });
    if (!data) {
      throw new Error(`not read: ${error?.code}`);
    }
    if (data.status !== "pending" && data.status !== "running") {
      return data;
    }
  }
}

async function list(): Promise<Execution[]> {
  const all: Execution[] = [];
  let cursor: string | undefined;
  do {
    const { data, error } = await flowker.GET("/v1/executions", {
      params: { query: { workflowId, status: "completed", limit: 1, ...(cursor === undefined ? {} : { cursor }) } },
    });
    if (!data) {
      throw new Error(`not listed: ${error?.code}`);
    }
    all.push(...data.items);
    cursor = data.nextCursor;
  } while (cursor !== undefined);
  return all;
}

async function output(id: string): Promise<unknown> {
  const { data, error } = await flowker.GET("/v1/executions/{id}/results", { params: { path: { id } } });
  if (!data) {
    throw new Error(`no results: ${error?.code}`);
  }
  const steps: components["schemas"]["StepStatus"][] = data.stepResults.map((step) => step.status);
  if (steps.some((status) => status !== "completed")) {
    throw new Error(`steps: ${steps.join()}`);
  }
  return data.finalOutput?.["amount"];
}

const id = await start();
const ended = await wait(id);
const listed = (await list()).some((execution) => execution.executionId === id);
console.log(JSON.stringify({ status: ended.status, listed, amount: await output(id) }));
