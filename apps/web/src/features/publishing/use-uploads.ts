import { useCallback, useRef, useState } from 'react';
import type { Media } from '../../api/types';
import { uploadMedia } from './upload-media';

export interface Upload {
  key: string;
  name: string;
  share: number;
  error: unknown;
  stop: () => void;
}

/** Files on their way up, each with its progress; what is up is handed to `onDone`. */
export function useUploads(onDone: (media: Media) => void) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const done = useRef(onDone);
  done.current = onDone;

  const change = (key: string, changes: Partial<Upload> | null) =>
    setUploads((all) =>
      changes
        ? all.map((upload) => (upload.key === key ? { ...upload, ...changes } : upload))
        : all.filter((upload) => upload.key !== key),
    );

  const add = useCallback((files: Iterable<File>) => {
    for (const file of files) {
      const key = crypto.randomUUID();
      const abort = new AbortController();
      const stop = () => {
        abort.abort();
        change(key, null);
      };
      setUploads((all) => [...all, { key, name: file.name, share: 0, error: null, stop }]);
      uploadMedia(file, (share) => change(key, { share }), abort.signal).then(
        (media) => {
          change(key, null);
          done.current(media);
        },
        (error: unknown) => {
          if (!abort.signal.aborted) change(key, { error });
        },
      );
    }
  }, []);

  return { uploads, add };
}
