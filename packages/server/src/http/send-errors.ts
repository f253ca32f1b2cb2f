import type { ServerResponse } from 'node:http'
import { sendJson } from './ledger-route.ts'

/** The shape of a GraphQL answer, also where no GraphQL came about: one way for clients to read errors. */
export function sendErrors(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  requestId: string,
): void {
  sendJson(response, status, { errors: [{ message, extensions: { code, requestId } }] })
}
