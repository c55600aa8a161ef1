import { createHash } from 'node:crypto';
import type { Reader } from './database';
import { oauthError } from './errors';
import { hashSecret, newSecret } from './passwords';

export interface Application {
  id: string;
  client_id: string;
  client_secret_hash: string;
  name: string;
  website: string | null;
  redirect_uris: string[];
  scopes: string[];
}

interface Grant {
  applicationId: string | null;
  accountId: string | null;
  scopes: string[];
}

export interface TokenJson {
  access_token: string;
  token_type: 'Bearer';
  scope: string;
  created_at: number;
}

export async function findApplication(reader: Reader, clientId: string | null): Promise<Application | null> {
  const [row] = await reader.query<Application>('SELECT * FROM applications WHERE client_id = $1', [clientId]);
  return row ?? null;
}

/** Tokens do not expire, as on Mastodon; only a hash of them is kept. */
export async function grantToken(reader: Reader, grant: Grant): Promise<TokenJson> {
  const token = newSecret();
  const now = new Date();
  await reader.query(
    'INSERT INTO access_tokens (token_hash, application_id, account_id, scopes, created_at) VALUES ($1, $2, $3, $4, $5)',
    [hashSecret(token), grant.applicationId, grant.accountId, grant.scopes, now],
  );
  return {
    access_token: token,
    token_type: 'Bearer',
    scope: grant.scopes.join(' '),
    created_at: Math.floor(now.getTime() / 1000),
  };
}

interface CodeRow {
  application_id: string;
  account_id: string;
  redirect_uri: string;
  scopes: string[];
  challenge: string | null;
}

/** A code works once, for ten minutes, with the address and the PKCE secret it was asked with. */
export async function redeemCode(
  reader: Reader,
  application: Application,
  code: string,
  redirectUri: string,
  verifier: string | null,
): Promise<TokenJson> {
  const [row] = await reader.query<CodeRow>(
    `DELETE FROM authorization_codes WHERE code_hash = $1 AND created_at > now() - interval '10 minutes' RETURNING *`,
    [hashSecret(code)],
  );
  const isProven = !row?.challenge || (verifier !== null && challengeOf(verifier) === row.challenge);
  if (!row || row.application_id !== application.id || row.redirect_uri !== redirectUri || !isProven) {
    const reason = 'The provided authorization grant is invalid, expired, revoked, or was issued to another client.';
    throw oauthError(400, 'invalid_grant', reason);
  }
  return grantToken(reader, { applicationId: application.id, accountId: row.account_id, scopes: row.scopes });
}

const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');
