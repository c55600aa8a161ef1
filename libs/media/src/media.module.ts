import { Module } from '@nestjs/common';
import { AuditModule } from '@divan/audit';
import { ImageReader } from './image-reader';
import { MediaController } from './media.controller';
import { MediaRepository } from './media.repository';
import { MediaService } from './media.service';
import { MediaUpload } from './media.upload';
import { FolderObjectStore, ObjectStore } from './object-store';

@Module({
  imports: [AuditModule],
  controllers: [MediaController],
  providers: [
    ImageReader,
    MediaRepository,
    MediaService,
    MediaUpload,
    { provide: ObjectStore, useClass: FolderObjectStore },
  ],
  exports: [MediaService],
})
export class MediaModule {}
