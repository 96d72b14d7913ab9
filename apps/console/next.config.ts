import path from 'node:path';
import type { NextConfig } from 'next';

const root = path.resolve(import.meta.dirname, '../..');

const config: NextConfig = {
  transpilePackages: ['@bellwether/contracts', '@bellwether/run-query'],
  turbopack: { root },
  outputFileTracingRoot: root,
  // Lint and types have their own targets; the build of `npm start` must not pay for them twice.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  devIndicators: false,
  // On a machine that builds once, writing the cache of the next build is a fifth of the work.
  experimental: { turbopackFileSystemCacheForBuild: !process.env.CI },
  // Two builds at once (a launcher's and a test's) must not share a folder.
  distDir: process.env.BELLWETHER_NEXT_DIR ?? '.next',
};

export default config;
