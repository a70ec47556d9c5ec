// What a message is in one line, for quotes and the list of chats.
import type { Message } from './model';
import { words } from './words';

export function summary(message: Message): string {
  const w = words();
  const content = message.content ?? {};
  if (message.revoked) return w.deletedMine;
  switch (message.type) {
    case 'text':
      return content.body ?? '';
    case 'interactive':
      return content.body?.text ?? content.button_reply?.title ?? content.list_reply?.title ?? '';
    case 'button':
      return content.text ?? '';
    case 'template':
      return message.shown?.body ?? w.template;
    case 'audio':
      return `🎤 ${content.voice ? w.voiceNote : w.audio}`;
    case 'image':
      return `📷 ${content.caption || w.image}`;
    case 'video':
      return `🎬 ${content.caption || w.video}`;
    case 'document':
      return `📄 ${content.filename || w.document}`;
    case 'sticker':
      return `🏷 ${w.sticker}`;
    case 'location':
      return `📍 ${content.name || w.position}`;
    case 'contacts':
      return `👤 ${content[0]?.name?.formatted_name ?? w.contact}`;
    default:
      return w.unsupported;
  }
}
