"""What happened: undo and redo, the timeline, the audit."""
