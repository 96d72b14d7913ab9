import { defineConfig } from 'prisma/config';

// The CLI would download its schema engine; a stand-in over WebAssembly speaks the same protocol, so nothing is fetched.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= new URL('./tools/schema-engine/schema-engine.mjs', import.meta.url).pathname;
process.env.CHECKPOINT_DISABLE ??= '1';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://bellwether:bellwether@127.0.0.1:5544/bellwether' },
});
