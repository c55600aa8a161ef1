import { apiUrl } from '../../api/config';
import { ProblemError, type Problem } from '../../api/problem';
import { accessToken } from '../../api/session';
import type { Media } from '../../api/types';

function problemOf(request: XMLHttpRequest): ProblemError {
  let body: Partial<Problem> = {};
  try {
    body = JSON.parse(request.responseText) as Partial<Problem>;
  } catch {
    // No problem document: the status says enough.
  }
  const { status } = request;
  return new ProblemError({ ...body, status, code: body.code ?? (status ? `http.${status}` : 'network.unreachable') });
}

/** Uploads one image. XMLHttpRequest, because fetch does not tell how much of the file has gone out. */
export async function uploadMedia(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Media> {
  const token = await accessToken();
  const form = new FormData();
  form.append('file', file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', apiUrl('/media'));
    request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.setRequestHeader('X-Divan-Client', 'web');
    request.setRequestHeader('Accept', 'application/json');
    request.withCredentials = true;
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as Media);
      else reject(problemOf(request));
    };
    request.onerror = () => reject(problemOf(request));
    request.onabort = () => reject(new DOMException('Upload stopped', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}
