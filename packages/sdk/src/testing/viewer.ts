import type { ItemFacts } from '@demur/eligibility'

/** Who asks a register in memory. */
export interface TestViewer {
  readonly role: 'MEMBER' | 'SERVICE' | 'OPERATOR' | 'AUDITOR'
  /** The member that a `MEMBER` is; null for the others. */
  readonly member: string | null
}

/** Whether a viewer may see a member: members see themselves. */
export function seesMember({ role, member }: TestViewer, key: string): boolean {
  return role !== 'MEMBER' || member === key
}

/** Whether a viewer may see an item: members see what they wrote, alone or with others. */
export function seesItem({ role, member }: TestViewer, { subjects }: ItemFacts): boolean {
  if (role !== 'MEMBER') return true
  return subjects.some((subject) => subject.member === member && /^(CO_)?AUTHOR$/.test(subject.role))
}
