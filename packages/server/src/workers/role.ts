import cluster from 'node:cluster'

/** What one of several processes of a server is there for. */
export interface Role {
  /** A `worker` answers requests; the `writer` appends for all of them, and does what is done once for a register. */
  readonly name: 'worker' | 'writer'
  /** Where the writer listens. */
  readonly socketPath: string
}

/** How a role is told to a process. No settings of Demur: nobody sets them by hand. */
const VARIABLE = 'CLUSTER_ROLE'

export function environmentOf(role: Role): Record<string, string> {
  return { [VARIABLE]: JSON.stringify(role) }
}

/** The role of this process; null for one that was started by itself. */
export function roleOfProcess(): Role | null {
  const told = cluster.isWorker ? process.env[VARIABLE] : undefined
  return told === undefined ? null : (JSON.parse(told) as Role)
}

/** What processes tell each other. */
export type Message = { readonly ready: number } | 'stop'

/** Resolves when this process is told to stop. Signals are the business of the process that started it. */
export function toldToStop(): Promise<string> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
  return new Promise((resolve) => {
    process.on('message', (message: Message) => {
      if (message === 'stop') resolve('stop')
    })
  })
}

/** Says that this process answers, at the port that was given to it. */
export function sayReady(port: number): void {
  const message: Message = { ready: port }
  process.send?.(message)
}

/** Lets this process end although the one that started it could still tell it something. */
export function letEnd(): void {
  process.channel?.unref()
}
