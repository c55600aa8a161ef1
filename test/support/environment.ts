/** The environment of an application under test, over the given database. Keys are public: nothing real is sealed. */
export function testEnvironment(databaseUrl: string): Record<string, string> {
  return {
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: '8',
    ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
    AUTH_SECRET: 'only tests are signed with this secret',
    LOG_LEVEL: 'silent',
  };
}
