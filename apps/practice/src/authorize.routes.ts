import type { FastifyInstance, FastifyReply } from 'fastify';
import { oauthError } from './errors';
import { Fields } from './fields';
import { html, page, type Html } from './html';
import { contentPolicy, isSameOrigin, languageOf } from './page.security';
import { findApplication, type Application } from './oauth.store';
import { isWithin, OUT_OF_BAND, readScopes } from './oauth.routes';
import { hashPassword, hashSecret, newSecret, verifyPassword } from './passwords';
import type { Practice } from './practice';
import { WORDS, type Words } from './authorize.words';

interface Asked {
  application: Application;
  redirectUri: string;
  scopes: string[];
  state: string | null;
  challenge: string | null;
}

const KEPT = [
  'client_id',
  'redirect_uri',
  'response_type',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
];

/** The page on which a person allows an application to use an account of this network. */
export function authorizeRoutes(app: FastifyInstance, practice: Practice): void {
  const { database } = practice;
  // Costs as much as a real check, so that an unknown name answers no faster than a wrong password.
  const nobody = hashPassword(newSecret());

  app.get('/oauth/authorize', async (request, reply) => {
    const fields = new Fields(request.query);
    const asked = await readAsked(fields);
    return show(reply, fields, asked, languageOf(request), fields.text('login_hint') ?? '', false);
  });

  app.post('/oauth/authorize', async (request, reply) => {
    const fields = new Fields(request.body);
    const asked = await readAsked(fields);
    if (!isSameOrigin(request, practice)) throw oauthError(403, 'access_denied', 'The form comes from another site.');
    if (fields.text('decision') === 'deny') return answer(reply, asked, { error: 'access_denied' });
    const username = (fields.text('other_username') || fields.text('username') || '').trim().replace(/^@/, '');
    const accountId = await signIn(username, fields.text('password') ?? '');
    if (!accountId) return show(reply, fields, asked, languageOf(request), username, true);
    const code = newSecret();
    await database.query('INSERT INTO authorization_codes VALUES ($1, $2, $3, $4, $5, $6, now())', [
      hashSecret(code),
      asked.application.id,
      accountId,
      asked.redirectUri,
      asked.scopes,
      asked.challenge,
    ]);
    return answer(reply, asked, { code });
  });

  async function signIn(username: string, password: string): Promise<string | null> {
    const [row] = await database.query<{ id: string; password_hash: string }>(
      'SELECT id, password_hash FROM accounts WHERE lower(username) = lower($1)',
      [username],
    );
    const isRight = await verifyPassword(password, row?.password_hash ?? (await nobody));
    return row && isRight ? row.id : null;
  }

  async function readAsked(fields: Fields): Promise<Asked> {
    const application = await findApplication(database, fields.text('client_id'));
    if (!application) throw oauthError(400, 'invalid_client', 'Client authentication failed due to unknown client.');
    const redirectUri = fields.text('redirect_uri') ?? '';
    if (!application.redirect_uris.includes(redirectUri)) {
      throw oauthError(400, 'invalid_redirect_uri', 'The requested redirect uri is malformed or not registered.');
    }
    if (fields.text('response_type') !== 'code') {
      throw oauthError(400, 'unsupported_response_type', 'The authorization server supports only code.');
    }
    const challenge = fields.text('code_challenge');
    if (challenge && fields.text('code_challenge_method') !== 'S256') {
      throw oauthError(400, 'invalid_code_challenge_method', 'The code challenge method must be S256.');
    }
    const scopes = readScopes(fields.text('scope') ?? 'read', (scope) => isWithin(scope, application.scopes));
    return { application, redirectUri, scopes, state: fields.text('state'), challenge };
  }

  async function show(
    reply: FastifyReply,
    fields: Fields,
    asked: Asked,
    language: 'en' | 'fa',
    username: string,
    isWrong: boolean,
  ): Promise<FastifyReply> {
    const accounts = await database.query<CityAccount>(
      `SELECT username, display_name FROM accounts WHERE role = 'city' ORDER BY id`,
    );
    const words = WORDS[language];
    const body = form(words, fields, asked, accounts, username, isWrong);
    return reply
      .code(isWrong ? 422 : 200)
      .type('text/html; charset=utf-8')
      .header('Content-Security-Policy', contentPolicy(practice, asked.redirectUri))
      .header('Cache-Control', 'no-store')
      .send(page({ title: words.title, language, body }));
  }

  function answer(reply: FastifyReply, asked: Asked, result: Record<string, string>): FastifyReply {
    if (asked.redirectUri === OUT_OF_BAND) {
      const code = html`<main class="sign-in">
        <h1>${result.error ?? 'Authorization code'}</h1>
        <code>${result.code ?? ''}</code>
      </main>`;
      return reply
        .type('text/html; charset=utf-8')
        .header('Content-Security-Policy', contentPolicy(practice))
        .send(page({ title: 'Authorization code', language: 'en', body: code }));
    }
    const url = new URL(asked.redirectUri);
    for (const [name, value] of Object.entries(result)) url.searchParams.set(name, value);
    if (asked.state !== null) url.searchParams.set('state', asked.state);
    return reply.redirect(url.toString(), 302);
  }
}

interface CityAccount {
  username: string;
  display_name: string;
}

function form(
  words: Words,
  fields: Fields,
  asked: Asked,
  accounts: CityAccount[],
  username: string,
  isWrong: boolean,
): Html {
  const chosen = accounts.some((account) => account.username === username) ? username : accounts[0]?.username;
  const other = accounts.some((account) => account.username === username) ? '' : username;
  const cards = accounts.map(
    (account) =>
      html`<label class="account-card">
        <input
          type="radio"
          name="username"
          value="${account.username}"
          ${account.username === chosen ? html` checked` : null}
        />
        <img src="/avatars/${account.username}.svg" alt="" width="44" height="44" />
        <span><strong>${account.display_name}</strong><bdi>@${account.username}</bdi></span></label
      >`,
  );
  return html`<main class="sign-in">
    <p class="brand"><img src="/avatars/rivertown.svg" alt="" width="28" height="28" /> ${words.network}</p>
    <h1>${words.allow(asked.application.name)}</h1>
    <p class="quiet">${words.explain(asked.application.name)}</p>
    <ul class="scopes">
      ${asked.scopes.map((scope) => html`<li><code>${scope}</code></li>`)}
    </ul>
    <form method="post" action="/oauth/authorize">
      ${KEPT.filter((name) => fields.has(name)).map((name) => html`<input type="hidden" name="${name}" value="${fields.text(name)}" />`)}
      ${isWrong ? html`<p class="problem" role="alert">${words.wrong}</p>` : null}
      ${
        cards.length > 0
          ? html`<fieldset>
              <legend>${words.choose}</legend>
              ${cards}
            </fieldset>`
          : null
      }
      <label class="field"
        >${cards.length > 0 ? words.other : words.username}
        <input
          name="other_username"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          dir="ltr"
          value="${other}"
      /></label>
      <label class="field"
        >${words.password} <input type="password" name="password" autocomplete="current-password" dir="ltr"
      /></label>
      <div class="actions">
        <button class="primary" name="decision" value="allow">${words.allowButton}</button>
        <button name="decision" value="deny">${words.deny}</button>
      </div>
    </form>
  </main>`;
}
