import { groupBy } from './group-by.ts'
import { type Instant, parseInstant } from './instant.ts'

/** A country or subdivision that belongs to a region during `[from, until)`; null is without end on that side. */
export interface RegionMembership {
  readonly code: string
  readonly from: Instant | null
  readonly until: Instant | null
}

/** A named set of places. The members of the regions it contains are its members too, over the same intervals. */
export interface Region {
  readonly code: string
  /** Titles by locale. */
  readonly title: Readonly<Record<string, string>>
  readonly contains: readonly string[]
  readonly memberships: readonly RegionMembership[]
  /** Where the membership is laid down. */
  readonly sources: readonly string[]
}

function member(code: string, from: string | null = null, until: string | null = null): RegionMembership {
  return { code, from: from === null ? null : parseInstant(from), until: until === null ? null : parseInstant(until) }
}

const always = (codes: string): RegionMembership[] => codes.split(' ').map((code) => member(code))

const EU_LAW = 'Art. 52 TEU, Art. 349 and 355 TFEU, https://eur-lex.europa.eu/eli/treaty/tfeu_2016/oj'

/**
 * The regions that rulebooks can name. Memberships before an accession that no rule can reach are left open; the ones
 * that changed since data-protection law was harmonised are dated.
 */
export const REGIONS: readonly Region[] = [
  {
    code: 'EU',
    title: {
      en: 'European Union',
      de: 'Europäische Union',
      fr: 'Union européenne',
      es: 'Unión Europea',
      pl: 'Unia Europejska',
      ar: 'الاتحاد الأوروبي',
    },
    contains: ['EU_OUTERMOST'],
    memberships: [
      ...always('AT BE BG CY CZ DE DK EE ES FI FR GR'),
      member('HR', '2013-07-01T00:00:00Z'),
      ...always('HU IE IT LT LU LV MT NL PL PT RO SE SI SK'),
      // Withdrawal at midnight in Brussels; the transition period that followed was not membership.
      member('GB', '1973-01-01T00:00:00Z', '2020-01-31T23:00:00Z'),
      // Not an outermost region: Art. 355(4) TFEU and Protocol 2 to Finland's accession apply the treaties to Åland.
      member('AX'),
    ],
    sources: [EU_LAW],
  },
  {
    code: 'EU_OUTERMOST',
    title: {
      en: 'Outermost regions of the European Union',
      de: 'Gebiete in äußerster Randlage der Europäischen Union',
    },
    contains: [],
    memberships: [
      ...always('GP MQ GF RE MF'),
      member('YT', '2014-01-01T00:00:00Z'),
      member('BL', null, '2012-01-01T00:00:00Z'),
      ...always('ES-CN PT-20 PT-30'),
    ],
    sources: [
      EU_LAW,
      'Saint-Barthélemy: European Council Decision 2010/718/EU',
      'Mayotte: European Council Decision 2012/419/EU',
    ],
  },
  {
    code: 'EEA',
    title: {
      en: 'European Economic Area',
      de: 'Europäischer Wirtschaftsraum',
      fr: 'Espace économique européen',
      es: 'Espacio Económico Europeo',
      pl: 'Europejski Obszar Gospodarczy',
      ar: 'المنطقة الاقتصادية الأوروبية',
    },
    contains: ['EU'],
    memberships: always('IS LI NO'),
    sources: ['Agreement on the European Economic Area, Art. 126'],
  },
  {
    code: 'UK',
    title: { en: 'United Kingdom', de: 'Vereinigtes Königreich' },
    contains: [],
    // Until the end of the transition period EU law answered for the country.
    memberships: [member('GB', '2020-12-31T23:00:00Z')],
    sources: ['European Union (Withdrawal) Act 2018, s. 3; Data Protection Act 2018'],
  },
  {
    code: 'CH',
    title: { en: 'Switzerland', de: 'Schweiz' },
    contains: [],
    memberships: always('CH'),
    sources: ['Federal Act on Data Protection (SR 235.1)'],
  },
]

function within({ from, until }: RegionMembership, at: Instant): boolean {
  return (from === null || from <= at) && (until === null || at < until)
}

const BY_CODE = new Map(REGIONS.map((region) => [region.code, region]))

/** Every membership of a region, those of the regions it contains included. */
function membershipsOf(region: Region): RegionMembership[] {
  const inherited = region.contains.flatMap((code) => membershipsOf(regionNamed(code) as Region))
  return [...region.memberships, ...inherited]
}

const MEMBERSHIPS = new Map(REGIONS.map((region) => [region.code, membershipsOf(region)]))
const MEMBERSHIPS_BY_CODE = new Map([...MEMBERSHIPS].map(([region, of]) => [region, groupBy(of, ({ code }) => code)]))

/** The region of that code, or null. Codes are upper case. */
export function regionNamed(code: string): Region | null {
  return BY_CODE.get(code) ?? null
}

/** Whether a country or subdivision belongs to a region at an instant. False for an unknown region. */
export function belongsTo(region: string, code: string, at: Instant): boolean {
  return (
    MEMBERSHIPS_BY_CODE.get(region)
      ?.get(code)
      ?.some((member) => within(member, at)) ?? false
  )
}

/** The countries and subdivisions of a region at an instant, sorted. */
export function membersAt(region: string, at: Instant): string[] {
  const current = (MEMBERSHIPS.get(region) ?? []).filter((member) => within(member, at))
  return [...new Set(current.map(({ code }) => code))].sort()
}

/** The instants at which any region gains or loses a member, sorted: between two of them no place changes region. */
export const REGION_CHANGES: readonly Instant[] = [
  ...new Set(
    REGIONS.flatMap((region) => region.memberships.flatMap(({ from, until }) => [from, until])).filter(
      (instant): instant is Instant => instant !== null,
    ),
  ),
].sort((a, b) => a - b)

/** The countries and subdivisions that regions name at any time. */
export const REGION_PLACES: readonly string[] = [
  ...new Set(REGIONS.flatMap((region) => region.memberships.map(({ code }) => code))),
]

/** The subdivisions that regions name: for every other one its country decides. */
export const REGION_SUBDIVISIONS: readonly string[] = REGION_PLACES.filter((code) => code.includes('-'))
