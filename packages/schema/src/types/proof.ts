import { builder } from '../builder.ts'
import type { ProofRecord } from '../register.ts'

const MerkleProof = builder.objectRef<ProofRecord>('MerkleProof').implement({
  description:
    'A proof in the Merkle tree over the ledger (RFC 6962). The leaf of an entry is SHA-256 over a zero byte and the hash of the entry.',
  fields: (t) => ({
    size: t.expose('size', { type: 'Position', description: 'Of the tree: how many entries.' }),
    root: t.exposeString('root', {
      description: 'Of the tree, base 64. Compare it with a signed checkpoint of this size.',
    }),
    hashes: t.stringList({ description: 'The path, lowest first, base 64.', resolve: ({ hashes }) => [...hashes] }),
  }),
})

builder.queryFields((t) => ({
  inclusionProof: t.field({
    type: MerkleProof,
    args: {
      position: t.arg({ type: 'Position', required: true, description: 'The entry.' }),
      size: t.arg({ type: 'Position', description: 'Of the tree. Default: the latest checkpoint, else the head.' }),
    },
    complexity: 20,
    description: 'Shows that an entry is in the ledger of a size.',
    resolve: (_, { position, size }, { register }) => register.inclusionProof(position, size ?? null),
  }),
  consistencyProof: t.field({
    type: MerkleProof,
    args: {
      first: t.arg({ type: 'Position', required: true, description: 'The earlier size.' }),
      second: t.arg({ type: 'Position', description: 'The later one. Default: the latest checkpoint, else the head.' }),
    },
    complexity: 20,
    description: 'Shows that the later ledger is the earlier one with entries appended.',
    resolve: (_, { first, second }, { register }) => register.consistencyProof(first, second ?? null),
  }),
}))
