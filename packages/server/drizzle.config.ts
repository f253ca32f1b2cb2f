import { defineConfig } from 'drizzle-kit'

/** `drizzle-kit generate` writes what changed in the tables as a new migration; triggers and roles are added by hand. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/database/tables/*.ts',
  out: './migrations',
})
