import { afterEach, vi } from 'vitest';
import { notifications } from '@mantine/notifications';
import { cleanup } from '@testing-library/react';

// What Mantine and the virtualizer ask a browser for, and jsdom does not have.
Object.defineProperty(window, 'matchMedia', {
  value: (query: string) => ({
    matches: false,
    media: query,
    onchange: null,
    addEventListener: vi.fn(),
    removeEventListener: vi.fn(),
    addListener: vi.fn(),
    removeListener: vi.fn(),
    dispatchEvent: vi.fn(),
  }),
  configurable: true,
});

class NoResizes {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
window.ResizeObserver = NoResizes;
Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true });
Element.prototype.scrollTo = () => undefined;
Element.prototype.scrollIntoView = () => undefined;
Object.defineProperty(Element.prototype, 'clientHeight', { value: 800, configurable: true });
Object.defineProperty(Element.prototype, 'clientWidth', { value: 400, configurable: true });
Object.defineProperty(HTMLElement.prototype, 'offsetHeight', { value: 800, configurable: true });
Object.defineProperty(HTMLElement.prototype, 'offsetWidth', { value: 400, configurable: true });

afterEach(() => {
  cleanup();
  // Spec files share a page: what one of them told must not greet the next.
  notifications.clean();
  vi.unstubAllGlobals();
  sessionStorage.clear();
  localStorage.clear();
});
