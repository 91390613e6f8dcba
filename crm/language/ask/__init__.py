"""Plain sentences, English and Chinese, read into questions and changes without a model."""
