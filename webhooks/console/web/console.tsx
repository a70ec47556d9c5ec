import { render } from 'preact';
import { useState } from 'preact/hooks';

function App() {
  const [n, setN] = useState(0);
  return <button onClick={() => setN(n + 1)}>Sportello {n}</button>;
}

const root = document.getElementById('app');
if (root) render(<App />, root);
