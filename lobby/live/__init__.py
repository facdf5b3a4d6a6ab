"""What pages and other watchers see of rooms as it changes: `/live/rooms`, `/live/rooms/<CODE>`."""
