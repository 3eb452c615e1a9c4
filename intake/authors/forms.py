"""The form in which an author changes a comment: the same fields and limits as when it was sent."""

from __future__ import annotations

from intake.authors.store import Words
from intake.submissions.forms import PublicForm, comment_text, public_name, public_website
from intake.words import Kind


class ChangeForm(PublicForm):
    """What a comment says. Its ticket names the revision that is changed."""

    kind = Kind.COMMENT
    name = public_name()
    website = public_website()
    comment = comment_text()

    def show(self, words: Words) -> None:
        """Fill in what it says now."""
        self.name.data, self.website.data = words.author, words.website
        self.comment.data = words.text

    def words(self) -> Words:
        """Return what it is to say, once the form is valid."""
        return Words(self.name.data, self.website.normal, self.comment.data)
