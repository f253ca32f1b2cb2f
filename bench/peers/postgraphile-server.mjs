/**
 * PostGraphile over the tables of a register. The register declares no foreign keys, so the relations are told by
 * smart tags, which is how PostGraphile is told of any relation that the database does not enforce.
 */
import { createServer } from 'node:http'
import { postgraphile } from 'postgraphile'
import { makePgService } from 'postgraphile/adaptors/pg'
import { grafserv } from 'postgraphile/grafserv/node'
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber'
import { pgSmartTags } from 'postgraphile/utils'

const ofMember = ['residence', 'birth_date', 'age_signal', 'account_status', 'notice_served', 'choice_event']
const relation = (table, ...foreignKey) => ({ match: `demur.${table}`, kind: 'class', tags: { foreignKey } })

const preset = {
  extends: [PostGraphileAmberPreset],
  plugins: [
    pgSmartTags([
      relation('content_item', '(author_id) references demur.member (id)|@fieldName author|@foreignFieldName items'),
      relation(
        'content_subject',
        '(item_id) references demur.content_item (id)|@fieldName item|@foreignFieldName subjects',
        '(member_id) references demur.member (id)|@fieldName member|@foreignFieldName appearances',
      ),
      relation(
        'content_change',
        '(item_id) references demur.content_item (id)|@fieldName item|@foreignFieldName changes',
      ),
      ...ofMember.map((table) =>
        relation(table, `(member_id) references demur.member (id)|@fieldName member|@foreignFieldName ${table}s`),
      ),
    ]),
  ],
  pgServices: [
    makePgService({ connectionString: process.env.DATABASE_URL, schemas: ['demur'], poolConfig: { max: 10 } }),
  ],
  schema: { defaultBehavior: '-connection list' },
  grafserv: { graphiql: false, watch: false },
}

const server = createServer()
const instance = postgraphile(preset)
await instance.createServ(grafserv).addTo(server)
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${server.address().port}`),
)
process.once('SIGTERM', () => process.exit(0))
