"""HTTP: what Slack delivers, the API, health and metrics, installing by OAuth."""
