import { tenantTable } from '@divan/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Inbox1700000800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The screen's list comes from this table alone: what it shows of the contact and of the last message is kept here.
      CREATE TABLE conversations (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        channel_id uuid NOT NULL,
        contact_id uuid NOT NULL,
        thread_remote_id text NOT NULL,
        remote_ref jsonb NOT NULL,
        kind text NOT NULL,
        status text NOT NULL,
        assignee_id uuid,
        url text,
        contact_name text NOT NULL,
        contact_handle text NOT NULL,
        contact_avatar_url text,
        last_message_id uuid NOT NULL,
        last_message_text text NOT NULL,
        last_message_direction text NOT NULL,
        last_message_kind text NOT NULL,
        last_message_at timestamptz(3) NOT NULL,
        message_count integer NOT NULL,
        unread_count integer NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        CONSTRAINT conversations_pk PRIMARY KEY (id),
        CONSTRAINT conversations_thread_uq UNIQUE (channel_id, contact_id, thread_remote_id),
        CONSTRAINT conversations_status_ck CHECK (status IN ('open', 'pending', 'snoozed', 'resolved', 'spam'))
      );
      CREATE INDEX conversations_queue_idx ON conversations (organization_id, status, last_message_at DESC, id DESC);
      CREATE INDEX conversations_recent_idx ON conversations (organization_id, last_message_at DESC, id DESC);
      CREATE INDEX conversations_assignee_idx ON conversations (organization_id, assignee_id, last_message_at DESC, id DESC)
        WHERE assignee_id IS NOT NULL;
      CREATE INDEX conversations_contact_idx ON conversations (contact_id, last_message_at DESC);
      ${tenantTable('conversations')}

      CREATE TABLE messages (
        id uuid NOT NULL,
        organization_id uuid NOT NULL,
        channel_id uuid NOT NULL,
        conversation_id uuid NOT NULL,
        direction text NOT NULL,
        kind text NOT NULL,
        text text NOT NULL,
        language text,
        identity_id uuid,
        member_id uuid,
        author_name text,
        sent_at timestamptz(3) NOT NULL,
        received_at timestamptz(3) NOT NULL,
        url text,
        -- Null until an outbound message is known to be on the network.
        remote_id text,
        remote_ref jsonb,
        version_hash bytea NOT NULL,
        in_reply_to_id uuid,
        in_reply_to_remote_id text,
        reaction_name text,
        reaction_target_remote_id text,
        -- A newer version of the same message has taken its place.
        superseded_at timestamptz(3),
        search tsvector NOT NULL,
        CONSTRAINT messages_pk PRIMARY KEY (id),
        CONSTRAINT messages_version_uq UNIQUE (channel_id, remote_id, version_hash),
        CONSTRAINT messages_conversation_fk FOREIGN KEY (conversation_id) REFERENCES conversations (id),
        CONSTRAINT messages_direction_ck CHECK (direction IN ('inbound', 'outbound'))
      );
      CREATE INDEX messages_conversation_idx ON messages (conversation_id, sent_at DESC, id DESC) WHERE superseded_at IS NULL;
      ${tenantTable('messages')}

      CREATE TABLE message_media (
        organization_id uuid NOT NULL,
        message_id uuid NOT NULL,
        position integer NOT NULL,
        url text NOT NULL,
        media_type text,
        alt_text text,
        CONSTRAINT message_media_pk PRIMARY KEY (message_id, position),
        CONSTRAINT message_media_message_fk FOREIGN KEY (message_id) REFERENCES messages (id)
      );
      ${tenantTable('message_media')}

      CREATE TABLE inbox_cursors (
        channel_id uuid NOT NULL,
        organization_id uuid NOT NULL,
        cursor text,
        failures integer NOT NULL DEFAULT 0,
        next_poll_at timestamptz(3) NOT NULL DEFAULT now(),
        -- Leases instead of locks: they cost no connection and a killed worker's end by themselves.
        polling_until timestamptz(3) NOT NULL DEFAULT '-infinity',
        -- Something arrived while a poll was running: it is followed by another at once.
        poll_again boolean NOT NULL DEFAULT false,
        stream_owner uuid,
        stream_until timestamptz(3) NOT NULL DEFAULT '-infinity',
        CONSTRAINT inbox_cursors_pk PRIMARY KEY (channel_id)
      );
      ${tenantTable('inbox_cursors', { system: true })}

      CREATE TABLE reply_deliveries (
        message_id uuid NOT NULL,
        organization_id uuid NOT NULL,
        channel_id uuid NOT NULL,
        state text NOT NULL,
        -- What is sent, and the record key or idempotency key under which: chosen before the first attempt.
        outgoing jsonb NOT NULL,
        handle jsonb NOT NULL,
        attempt integer NOT NULL DEFAULT 0,
        reconciliations integer NOT NULL DEFAULT 0,
        resend_allowed boolean NOT NULL DEFAULT false,
        code text,
        detail text,
        -- The call that is running: an answer that comes after another worker has taken over finds another one here.
        call_id uuid,
        -- Until then another worker takes it that the call is still running.
        lease_until timestamptz(3) NOT NULL DEFAULT '-infinity',
        due_at timestamptz(3) NOT NULL,
        CONSTRAINT reply_deliveries_pk PRIMARY KEY (message_id),
        CONSTRAINT reply_deliveries_message_fk FOREIGN KEY (message_id) REFERENCES messages (id),
        CONSTRAINT reply_deliveries_state_ck CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'unknown'))
      );
      CREATE INDEX reply_deliveries_unfinished_idx ON reply_deliveries (due_at) WHERE state IN ('queued', 'sending', 'unknown');
      ${tenantTable('reply_deliveries', { system: true })}

      -- Under row-level security an index serves only operators that are marked as not leaking, and full-text match is
      -- not. Who may mark it (a superuser) gets the index; elsewhere it would cost at every message and never be used,
      -- and search reads the organization's messages in turn.
      DO $$ BEGIN
        BEGIN
          ALTER FUNCTION pg_catalog.ts_match_vq(tsvector, tsquery) LEAKPROOF;
        EXCEPTION WHEN insufficient_privilege THEN NULL;
        END;
        IF (SELECT proleakproof FROM pg_proc WHERE oid = 'pg_catalog.ts_match_vq(tsvector, tsquery)'::regprocedure) THEN
          CREATE INDEX messages_search_idx ON messages USING gin (search);
        END IF;
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE reply_deliveries, inbox_cursors, message_media, messages, conversations');
  }
}

export const inboxMigrations = [Inbox1700000800000];
