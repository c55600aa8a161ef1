import type { FastifyInstance } from 'fastify';
import { renderAccounts, type AccountJson } from './account.json';
import { MEDIA_TYPES } from './media.inspect';
import { LIMITS, VERSION, type Practice } from './practice';

const TITLE = 'Rivertown Practice';
const DESCRIPTION = 'A practice network on which anyone may play the public. Nothing here leaves this machine.';

export function instanceRoutes(app: FastifyInstance, practice: Practice): void {
  const { database, address } = practice;
  const streaming = (): string => address.origin.replace(/^http/, 'ws');
  const contact = async (): Promise<AccountJson | null> => {
    const rows = await database.query<{ id: string }>(
      `SELECT id FROM accounts WHERE role = 'city' ORDER BY id LIMIT 1`,
    );
    return (
      (
        await renderAccounts(
          database,
          address,
          rows.map((row) => row.id),
        )
      )[0] ?? null
    );
  };
  const configuration = {
    statuses: {
      max_characters: LIMITS.characters,
      max_media_attachments: LIMITS.media,
      characters_reserved_per_url: LIMITS.charactersPerUrl,
    },
    media_attachments: {
      supported_mime_types: MEDIA_TYPES,
      description_limit: LIMITS.description,
      image_size_limit: LIMITS.mediaBytes,
      image_matrix_limit: 33177600,
      video_size_limit: LIMITS.mediaBytes,
      video_frame_rate_limit: 120,
      video_matrix_limit: 8294400,
    },
    polls: { max_options: 0, max_characters_per_option: 50, min_expiration: 300, max_expiration: 2629746 },
    accounts: { max_featured_tags: 0, max_pinned_statuses: 0 },
  };

  app.get('/api/v2/instance', async () => ({
    domain: address.domain,
    title: TITLE,
    version: VERSION,
    source_url: 'https://github.com/mastodon/mastodon',
    description: DESCRIPTION,
    usage: { users: { active_month: await countAccounts() } },
    thumbnail: { url: address.url('/headers/rivertown.svg'), blurhash: null, versions: {} },
    icon: [],
    languages: ['en', 'fa'],
    configuration: {
      urls: { streaming: streaming(), status: null },
      vapid: { public_key: '' },
      ...configuration,
      translation: { enabled: false },
    },
    registrations: { enabled: true, approval_required: false, reason_required: false, message: null, url: null },
    api_versions: { mastodon: 4 },
    contact: { email: '', account: await contact() },
    rules: [],
  }));

  app.get('/api/v1/instance', async () => {
    const [counts] = await database.query<{ statuses: number }>('SELECT count(*)::int AS statuses FROM statuses');
    return {
      uri: address.domain,
      title: TITLE,
      short_description: DESCRIPTION,
      description: DESCRIPTION,
      email: '',
      version: VERSION,
      urls: { streaming_api: streaming() },
      stats: { user_count: await countAccounts(), status_count: counts?.statuses ?? 0, domain_count: 1 },
      thumbnail: address.url('/headers/rivertown.svg'),
      languages: ['en', 'fa'],
      registrations: true,
      approval_required: false,
      invites_enabled: false,
      configuration,
      contact_account: await contact(),
      rules: [],
    };
  });

  app.get('/api/v1/custom_emojis', () => []);

  async function countAccounts(): Promise<number> {
    const [row] = await database.query<{ count: number }>('SELECT count(*)::int AS count FROM accounts');
    return row?.count ?? 0;
  }
}
