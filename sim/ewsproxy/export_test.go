package ewsproxy

// French is the text of the event.
const French = french
