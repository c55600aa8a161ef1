import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { renderAccounts } from './account.json';
import { forbidden, notFound } from './errors';
import { Fields } from './fields';
import { html, page } from './html';
import { grantToken } from './oauth.store';
import { contentPolicy, isSameOrigin, languageOf } from './page.security';
import { avatarSvg, headerSvg } from './portrait';
import type { Practice } from './practice';

const FILES: Record<string, string> = {
  'page.css': 'text/css; charset=utf-8',
  'api.js': 'text/javascript; charset=utf-8',
  'compose.js': 'text/javascript; charset=utf-8',
  'elements.js': 'text/javascript; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'people.js': 'text/javascript; charset=utf-8',
  'posts.js': 'text/javascript; charset=utf-8',
  'words.js': 'text/javascript; charset=utf-8',
};

/** The page on which anyone plays the public. It uses the same API as every client. */
export function pageRoutes(app: FastifyInstance, practice: Practice): void {
  const { database, address } = practice;
  const folder = findPageFolder(__dirname);

  const shell = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const language = languageOf(request);
    const title = language === 'fa' ? 'شبکهٔ تمرینی ریورتاون' : 'Rivertown Practice';
    const noscript = 'This page needs JavaScript. · این صفحه به جاوااسکریپت نیاز دارد.';
    const body = html`<div id="page"></div>
      <noscript>${noscript}</noscript>`;
    return reply
      .type('text/html; charset=utf-8')
      .header('Content-Security-Policy', contentPolicy(practice))
      .header('Cache-Control', 'no-cache')
      .send(page({ title, language, body, scripts: ['/page/page.js'] }));
  };
  for (const path of ['/', '/@:username', '/@:username/:id', '/tags/:tag']) app.get(path, shell);

  app.get<{ Params: { file: string } }>('/page/:file', (request, reply) => {
    const { file } = request.params;
    const type = FILES[file];
    if (!type) throw notFound();
    return reply
      .type(type)
      .header('Cache-Control', 'no-cache')
      .send(readFileSync(join(folder, file)));
  });

  app.get('/page/people', async () => {
    const rows = await database.query<{ id: string; role: string; language: string }>(
      `SELECT id, role, language FROM accounts WHERE role IN ('city', 'citizen') ORDER BY id`,
    );
    const accounts = await renderAccounts(
      database,
      address,
      rows.map((row) => row.id),
    );
    const withRole = (role: string): unknown[] =>
      accounts.flatMap((account, index) =>
        rows[index]?.role === role ? [{ ...account, language: rows[index].language }] : [],
      );
    return { city: withRole('city'), citizens: withRole('citizen') };
  });

  // Here everyone may play the public: no password, but citizens only, and only from this page.
  app.post('/page/sign-in', async (request) => {
    if (!isSameOrigin(request, practice)) throw forbidden('This is only for the page of the practice network');
    const [row] = await database.query<{ id: string }>(
      `SELECT id FROM accounts WHERE role = 'citizen' AND username = $1`,
      [new Fields(request.body).text('account')],
    );
    if (!row) throw forbidden('Only citizens can be played');
    return grantToken(database, { applicationId: null, accountId: row.id, scopes: ['read', 'write', 'follow'] });
  });

  for (const [path, draw] of [
    ['avatars', avatarSvg],
    ['headers', headerSvg],
  ] as const) {
    app.get<{ Params: { username: string } }>(`/${path}/:username.svg`, async (request, reply) => {
      const [row] = await database.query<{ username: string; display_name: string }>(
        'SELECT username, display_name FROM accounts WHERE username = $1',
        [request.params.username],
      );
      return reply
        .type('image/svg+xml')
        .header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
        .header('Cache-Control', 'public, max-age=3600')
        .send(draw(request.params.username, row?.display_name ?? request.params.username));
    });
  }
}

/** The page's files are not compiled: from dist as from the sources they are read where they were written. */
function findPageFolder(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const found = join(folder, 'apps', 'practice', 'page');
    if (existsSync(join(found, 'page.js'))) return found;
    if (dirname(folder) === folder) throw new Error('apps/practice/page was not found');
  }
}
