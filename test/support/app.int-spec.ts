import request from 'supertest';
import { createTestApp, type TestApp } from './app';

describe('a test application', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ worker: true });
  });
  afterAll(() => test.close());

  it('is the real api with a worker beside it', async () => {
    await request(test.address).get('/livez').expect(200);
    const { body } = await request(test.address).get('/readyz').expect(200);
    expect(body).toMatchObject({ ready: true, checks: { database: { ok: true }, worker: { ok: true } } });
  });
});
