import type { ItemFacts, MemberFacts } from '@demur/eligibility'
import type { Viewer } from '@demur/schema'

/**
 * The one member that a viewer is confined to; null for viewers who see everybody. A member key that no one can have
 * confines a viewer without a member to nothing.
 */
export function confinedTo({ roles, member }: Viewer): string | null {
  return roles.some((role) => role !== 'MEMBER') ? null : (member ?? '')
}

/** Whether a viewer may see a member. */
export function seesMember(viewer: Viewer, member: string): boolean {
  const only = confinedTo(viewer)
  return only === null || only === member
}

/** Whether a viewer may see an item: members see what they wrote, alone or with others. */
export function seesItem(viewer: Viewer, { subjects }: Pick<ItemFacts, 'subjects'>): boolean {
  const only = confinedTo(viewer)
  const wrote = subjects.filter(({ role }) => role === 'AUTHOR' || role === 'CO_AUTHOR')
  return only === null || wrote.some(({ member }) => member === only)
}

/** The members whose facts may show in an answer about content that the viewer made up. */
export function membersInSight<M extends MemberFacts>(
  viewer: Viewer,
  members: ReadonlyMap<string, M>,
): ReadonlyMap<string, M> {
  const only = confinedTo(viewer)
  return only === null ? members : new Map([...members].filter(([key]) => key === only))
}
