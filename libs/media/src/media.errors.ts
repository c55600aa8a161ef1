import { AppError } from '@divan/platform';

export const mediaErrors = {
  missingFile: () =>
    new AppError('media.file_missing', 400, 'Send one file in the multipart field "file".', {
      errors: [{ pointer: '/file', detail: 'is missing', code: 'missing' }],
    }),
  malformed: (cause: unknown) =>
    new AppError('media.malformed_upload', 400, 'The multipart body is cut off or malformed.', { cause }),
  altTextTooLong: (max: number) =>
    new AppError('media.alt_text_too_long', 400, `The alt text is longer than ${max} characters.`, {
      errors: [{ pointer: '/altText', detail: `is longer than ${max} characters`, code: 'maxLength' }],
    }),
  tooLarge: (maxBytes: number) =>
    new AppError('media.too_large', 413, `The file is larger than ${maxBytes} bytes.`, { data: { maxBytes } }),
  unsupportedType: () =>
    new AppError('media.unsupported_type', 415, 'Only still JPEG, PNG, WebP and GIF images are accepted.'),
  animated: () => new AppError('media.animated', 415, 'Moving images are not accepted yet; upload a still image.'),
  tooManyPixels: (maxPixels: number) =>
    new AppError('media.too_many_pixels', 422, `The image has more than ${maxPixels} pixels.`, { data: { maxPixels } }),
  unreadable: (cause: unknown) =>
    new AppError('media.unreadable', 422, 'The file cannot be read as an image: it is damaged or incomplete.', {
      cause,
    }),
  unknownMedia: (ids: readonly string[]) =>
    new AppError('media.not_found', 422, 'Some of the media do not exist.', { data: { ids } }),
};
