/** Every table of the practice network. Safe to run at each start; the lock keeps two starters apart. */
export const SCHEMA = `
BEGIN;
SELECT pg_advisory_xact_lock(hashtextextended('practice.schema', 0));
CREATE SCHEMA IF NOT EXISTS practice;
SET LOCAL search_path = practice;
SET LOCAL client_min_messages = warning;

CREATE TABLE IF NOT EXISTS accounts (
  id bigint PRIMARY KEY,
  username text NOT NULL,
  display_name text NOT NULL,
  note text NOT NULL DEFAULT '',
  language text NOT NULL DEFAULT 'en',
  role text NOT NULL CHECK (role IN ('city', 'citizen', 'registered')),
  password_hash text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS accounts_username ON accounts (lower(username));

CREATE TABLE IF NOT EXISTS follows (
  account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
  target_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, target_id)
);
CREATE INDEX IF NOT EXISTS follows_target ON follows (target_id);

CREATE TABLE IF NOT EXISTS statuses (
  id bigint PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
  thread_id bigint NOT NULL,
  in_reply_to_id bigint REFERENCES statuses ON DELETE SET NULL,
  in_reply_to_account_id bigint REFERENCES accounts ON DELETE SET NULL,
  reblog_of_id bigint REFERENCES statuses ON DELETE CASCADE,
  text text NOT NULL,
  spoiler_text text NOT NULL DEFAULT '',
  sensitive boolean NOT NULL DEFAULT false,
  visibility text NOT NULL CHECK (visibility IN ('public', 'unlisted', 'private', 'direct')),
  language text,
  tags text[] NOT NULL DEFAULT '{}',
  application text,
  created_at timestamptz NOT NULL,
  edited_at timestamptz
);
CREATE INDEX IF NOT EXISTS statuses_account ON statuses (account_id, id);
CREATE INDEX IF NOT EXISTS statuses_thread ON statuses (thread_id, id);
CREATE INDEX IF NOT EXISTS statuses_parent ON statuses (in_reply_to_id);
CREATE INDEX IF NOT EXISTS statuses_tags ON statuses USING gin (tags);
CREATE UNIQUE INDEX IF NOT EXISTS statuses_reblog ON statuses (reblog_of_id, account_id) WHERE reblog_of_id IS NOT NULL;

CREATE TABLE IF NOT EXISTS status_versions (
  status_id bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
  version integer NOT NULL,
  text text NOT NULL,
  spoiler_text text NOT NULL,
  sensitive boolean NOT NULL,
  media jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (status_id, version)
);

CREATE TABLE IF NOT EXISTS mentions (
  status_id bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
  account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
  PRIMARY KEY (status_id, account_id)
);
CREATE INDEX IF NOT EXISTS mentions_account ON mentions (account_id, status_id);

CREATE TABLE IF NOT EXISTS favourites (
  status_id bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
  account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (status_id, account_id)
);

CREATE TABLE IF NOT EXISTS media (
  id bigint PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
  status_id bigint REFERENCES statuses ON DELETE CASCADE,
  position integer NOT NULL DEFAULT 0,
  secret text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('image', 'gifv', 'video', 'audio')),
  content_type text NOT NULL,
  extension text NOT NULL,
  bytes bytea NOT NULL,
  width integer,
  height integer,
  description text,
  created_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS media_status ON media (status_id, position);

CREATE TABLE IF NOT EXISTS notifications (
  id bigint PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
  from_account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('mention', 'favourite', 'reblog', 'follow')),
  status_id bigint REFERENCES statuses ON DELETE CASCADE,
  created_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS notifications_account ON notifications (account_id, id);
CREATE UNIQUE INDEX IF NOT EXISTS notifications_once
  ON notifications (account_id, from_account_id, kind, coalesce(status_id, 0));

CREATE TABLE IF NOT EXISTS conversations (
  id bigint PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
  thread_id bigint NOT NULL,
  last_status_id bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
  unread boolean NOT NULL,
  UNIQUE (account_id, thread_id)
);
CREATE INDEX IF NOT EXISTS conversations_order ON conversations (account_id, last_status_id);

CREATE TABLE IF NOT EXISTS idempotency_keys (
  account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
  key text NOT NULL,
  status_id bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, key)
);

CREATE TABLE IF NOT EXISTS applications (
  id bigint PRIMARY KEY,
  client_id text NOT NULL UNIQUE,
  client_secret_hash text NOT NULL,
  name text NOT NULL,
  website text,
  redirect_uris text[] NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS authorization_codes (
  code_hash text PRIMARY KEY,
  application_id bigint NOT NULL REFERENCES applications ON DELETE CASCADE,
  account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
  redirect_uri text NOT NULL,
  scopes text[] NOT NULL,
  challenge text,
  created_at timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS access_tokens (
  token_hash text PRIMARY KEY,
  application_id bigint REFERENCES applications ON DELETE CASCADE,
  account_id bigint REFERENCES accounts ON DELETE CASCADE,
  scopes text[] NOT NULL,
  created_at timestamptz NOT NULL
);
COMMIT;
`;
