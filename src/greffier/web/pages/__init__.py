"""The pages: each module is one screen, with its `ROUTES`; they are found by walking this folder."""
