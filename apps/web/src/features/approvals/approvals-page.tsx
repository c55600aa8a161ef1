import { Route, Routes, useParams } from 'react-router';
import { ApprovalsScreen } from './approvals-screen';

function Screen() {
  const { requestId } = useParams();
  return <ApprovalsScreen requestId={requestId} />;
}

export function ApprovalsPage() {
  return (
    <Routes>
      <Route path=":requestId?" element={<Screen />} />
    </Routes>
  );
}
