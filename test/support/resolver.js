/**
 * Sources import `./thing.js`, as Node will find it after the build; under jest the file is still `thing.ts`.
 * Only our own files are treated so: packages keep what they ask for.
 */
module.exports = (request, options) => {
  const ours = /^\.{1,2}\/.*\.js$/.test(request) && !options.basedir.includes('node_modules');
  if (!ours) return options.defaultResolver(request, options);
  try {
    return options.defaultResolver(request.replace(/\.js$/, '.ts'), options);
  } catch {
    return options.defaultResolver(request, options);
  }
};
