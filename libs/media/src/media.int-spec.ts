import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Config, PlatformModule, type RequestContext } from '@divan/platform';
import { Test, type TestingModule } from '@nestjs/testing';
import sharp from 'sharp';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { testEnvironment } from '../../../test/support/environment';
import { MediaModule } from './media.module';
import { MediaService } from './media.service';

let test: TestDatabase;
let app: TestingModule;
let media: MediaService;
let folder: string;
let ctx: RequestContext;

beforeAll(async () => {
  test = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'divan-media-'));
  const config = new Config({ ...testEnvironment(test.url), MEDIA_DIR: folder, MEDIA_MAX_PIXELS: '1000000' });
  app = await Test.createTestingModule({
    imports: [PlatformModule.forRoot({ process: 'command', config }), MediaModule],
  }).compile();
  app.useLogger(false);
  await app.init();
  media = app.get(MediaService);
  ({ ctx } = await test.organization());
});
afterAll(async () => {
  await app?.close();
  await test?.close();
  await rm(folder, { recursive: true, force: true });
});

const blank = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#07a' } });
const upload = (bytes: Buffer) => media.uploadMedia(ctx, { bytes, altText: 'A bridge' });

describe('an upload', () => {
  it('is made anew: upright, and without what the camera wrote into it', async () => {
    const photo = await blank(40, 20)
      .jpeg()
      .withExif({ IFD0: { Copyright: 'Someone' }, IFD3: { GPSLatitude: '35/1 41/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect(photo.includes('Someone')).toBe(true);
    const stored = await upload(photo);
    expect(stored).toMatchObject({ mediaType: 'image/jpeg', width: 20, height: 40, altText: 'A bridge' });
    const { bytes } = await media.readContent(ctx, stored.id);
    expect(bytes).toHaveLength(stored.bytes);
    expect(bytes.includes('Someone')).toBe(false);
    expect(await sharp(bytes).metadata()).not.toHaveProperty('exif');
  });

  it('leaves behind what follows the picture', async () => {
    const stored = await upload(
      Buffer.concat([await blank(4, 4).png().toBuffer(), Buffer.from('<script>alert(1)</script>')]),
    );
    expect((await media.readContent(ctx, stored.id)).bytes.includes('script')).toBe(false);
  });

  it('takes a still GIF as PNG and refuses a moving one', async () => {
    expect(await upload(await blank(4, 4).gif().toBuffer())).toMatchObject({ mediaType: 'image/png' });
    const frames = [
      await blank(4, 4).png().toBuffer(),
      await sharp({ create: { width: 4, height: 4, channels: 3, background: '#f00' } })
        .png()
        .toBuffer(),
    ];
    const moving = await sharp(frames, { join: { animated: true } })
      .gif({ delay: [100, 100], loop: 0 })
      .toBuffer();
    await expect(upload(moving)).rejects.toMatchObject({ code: 'media.animated' });
  });

  it.each([
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['HTML', Buffer.from('<html><script>alert(1)</script></html>')],
    ['a picture in name only', Buffer.from([0x47, 0x49, 0x46, 0x00])],
  ])('refuses %s', async (_, bytes) => {
    await expect(upload(bytes)).rejects.toMatchObject({ code: 'media.unsupported_type', status: 415 });
  });

  it('refuses what is cut off and what would unfold too far', async () => {
    const png = await blank(64, 64).png().toBuffer();
    await expect(upload(png.subarray(0, png.length / 2))).rejects.toMatchObject({ code: 'media.unreadable' });
    await expect(upload(await blank(1001, 1000).png().toBuffer())).rejects.toMatchObject({
      code: 'media.too_many_pixels',
    });
  });

  it('is one object however often it comes, and leaves no half-written files', async () => {
    const png = await blank(7, 7).png().toBuffer();
    const [first, second] = await Promise.all([upload(png), upload(png)]);
    expect(first.sha256).toBe(second.sha256);
    expect(first.id).not.toBe(second.id);
    const files = await readdir(folder, { recursive: true });
    expect(files.filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(files.filter((name) => name.endsWith(first.sha256))).toHaveLength(1);
  });

  it('is nobody else’s', async () => {
    const stored = await upload(await blank(5, 5).png().toBuffer());
    const { ctx: other } = await test.organization('Another city');
    await expect(media.readContent(other, stored.id)).rejects.toMatchObject({ status: 404 });
    await expect(media.changeAltText(other, stored.id, 'Mine', '*')).rejects.toMatchObject({ status: 404 });
  });
});
