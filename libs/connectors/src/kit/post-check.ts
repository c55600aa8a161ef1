import type { Finding, OutgoingMedia, OutgoingPost, PublishLimits, TextCount } from './contract';

/** The checks that every network shares; a connector adds its own findings to these. */
export function checkPost(post: OutgoingPost, limits: PublishLimits, count: TextCount): Finding[] {
  return [
    ...checkText(post, count),
    ...checkMediaCount(post, limits),
    ...post.media.flatMap((m, i) => checkMedia(m, i, limits)),
  ];
}

function checkText(post: OutgoingPost, count: TextCount): Finding[] {
  const findings: Finding[] = [];
  if (post.text.trim() === '' && post.media.length === 0) {
    findings.push(error('post_empty', 'The post has neither text nor media.', {}));
  }
  if (count.used > count.max) {
    const params = { used: count.used, max: count.max, unit: count.unit };
    findings.push(error('text_too_long', `The text is ${count.used} long; ${count.max} are allowed.`, params));
  }
  if (count.maxBytes !== undefined && (count.bytesUsed ?? 0) > count.maxBytes) {
    const params = { used: count.bytesUsed ?? 0, max: count.maxBytes };
    findings.push(
      error('text_too_many_bytes', `The text takes ${params.used} bytes; ${params.max} are allowed.`, params),
    );
  }
  return findings;
}

function checkMediaCount(post: OutgoingPost, limits: PublishLimits): Finding[] {
  if (post.media.length <= limits.media.max) return [];
  const params = { used: post.media.length, max: limits.media.max };
  return [error('too_many_media', `${params.used} files are attached; ${params.max} are allowed.`, params)];
}

function checkMedia(media: OutgoingMedia, index: number, limits: PublishLimits): Finding[] {
  const at = { index, fileName: media.fileName };
  const findings: Finding[] = [];
  if (!limits.media.types.includes(media.mediaType)) {
    findings.push(
      error('media_type_unsupported', `This network does not take ${media.mediaType}.`, {
        ...at,
        mediaType: media.mediaType,
      }),
    );
  }
  if (media.byteLength > limits.media.maxBytes) {
    const params = { ...at, used: media.byteLength, max: limits.media.maxBytes };
    findings.push(error('media_too_large', `The file takes ${params.used} bytes; ${params.max} are allowed.`, params));
  }
  const alt = media.altText?.trim() ?? '';
  if (alt === '' && limits.media.altText !== 'none') {
    const severity = limits.media.altText === 'required' ? 'error' : 'warning';
    findings.push({
      severity,
      code: 'alt_text_missing',
      detail: 'Describe this image for people who cannot see it.',
      params: at,
    });
  }
  if ([...alt].length > limits.media.altTextMax) {
    const params = { ...at, used: [...alt].length, max: limits.media.altTextMax };
    findings.push(
      error('alt_text_too_long', `The description is ${params.used} long; ${params.max} are allowed.`, params),
    );
  }
  return findings;
}

function error(code: string, detail: string, params: Finding['params']): Finding {
  return { severity: 'error', code, detail, params };
}
