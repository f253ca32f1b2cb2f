import type { OpenRegister } from '@demur/server'

/** Counts the statements that a register runs from here on. */
export function countStatements({ connection }: OpenRegister): () => number {
  const { db } = connection
  let statements = 0
  const execute = db.execute.bind(db)
  db.execute = (statement: Parameters<typeof execute>[0]) => {
    statements += 1
    return execute(statement)
  }
  const prepared = connection.prepared.bind(connection)
  const counting: Pick<typeof connection, 'prepared'> = {
    prepared(statement, values) {
      statements += 1
      return prepared(statement, values)
    },
  }
  Object.assign(connection, counting)
  return () => statements
}
