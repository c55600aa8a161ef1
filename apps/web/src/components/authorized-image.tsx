import { useEffect, useState } from 'react';
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../api/client';

interface AuthorizedImageProps {
  /** Path below /v1, for example `/media/{id}/content`. */
  path: string;
  alt: string;
  className?: string;
}

/** An image that only a member may see: fetched with the token, since <img> cannot send one. */
export function AuthorizedImage({ path, alt, className }: AuthorizedImageProps) {
  const { data } = useQuery({
    queryKey: ['blob', path],
    queryFn: ({ signal }) => api.blob(path, { signal }),
    staleTime: Infinity,
  });
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!data) return;
    const made = URL.createObjectURL(data);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [data]);
  return url ? <img src={url} alt={alt} className={className} /> : <Skeleton className={className} aria-label={alt} />;
}
