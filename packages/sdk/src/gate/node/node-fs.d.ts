// What the gate uses of Node. The types of Node would bring its globals along, and with them into what runs in browsers.
declare module 'node:fs' {
  export function createReadStream(path: string | URL, options: { highWaterMark: number }): AsyncIterable<Uint8Array>
}
declare module 'node:fs/promises' {
  export function readFile(path: string | URL, encoding: 'utf8'): Promise<string>
}
