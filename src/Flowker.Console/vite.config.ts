import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// Where `npm run dev` finds a service to talk to.
const service = process.env['FLOWKER_URL'] ?? 'http://localhost:4021';

export default defineConfig({
  base: '/console/',
  plugins: [react()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The service compresses what it serves; sizes are held by a test.
    reportCompressedSize: false,
  },
  worker: { format: 'es' },
  server: { proxy: { '/v1': service, '/health': service, '/version': service } },
  test: {
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}'],
  },
});
