"""What members agree to have public: asked by link, kept with its history."""
