import { SMTPServer } from 'smtp-server';

/** Takes every mail that an installation sends; `mails` has them as they came, the oldest first. */
export async function openPostOffice() {
  const mails = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      let text = '';
      stream.on('data', (chunk) => (text += chunk));
      // Quoted-printable, as far as links need it.
      stream.on('end', () => {
        mails.push(text.replace(/=\r\n/g, '').replace(/=3D/g, '='));
        done();
      });
    },
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const url = `smtp://127.0.0.1:${server.server.address().port}`;
  return { url, mails, close: () => new Promise((done) => server.close(done)) };
}
