"""One filter language behind lists, sentences, saved views, segments and exports."""
