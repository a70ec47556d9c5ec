/** Draws a message's markup. Texts of customers become text nodes, never HTML. */
import type { JSX } from 'preact';
import { parseMarkup, type Piece } from './markup';

function Drawn({ piece }: { piece: Piece }): JSX.Element {
  switch (piece.kind) {
    case 'text':
      return <>{piece.text}</>;
    case 'code':
      return <code>{piece.text}</code>;
    case 'link':
      return (
        <a href={piece.href} target="_blank" rel="noreferrer noopener nofollow">
          {piece.text}
        </a>
      );
    case 'bold':
      return <b>{drawAll(piece.pieces)}</b>;
    case 'italic':
      return <i>{drawAll(piece.pieces)}</i>;
    case 'strike':
      return <s>{drawAll(piece.pieces)}</s>;
  }
}

function drawAll(pieces: Piece[]): JSX.Element[] {
  return pieces.map((piece, index) => <Drawn key={index} piece={piece} />);
}

export function Markup({ text }: { text: string }): JSX.Element {
  return <>{drawAll(parseMarkup(text))}</>;
}
