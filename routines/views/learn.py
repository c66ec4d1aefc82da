"""Learn: the facts in short, the articles with their feed, the myth cards."""

from datetime import UTC, datetime, time

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from psoasfit.framing import shown_in_own_frames
from routines.models import Article, Exercise, ExerciseKind, Myth
from routines.screening import QUESTIONS


@login_not_required
@require_safe
@shown_in_own_frames
def learn(request: HttpRequest) -> HttpResponse:
    """What the psoas is, what people notice, how to put the exercises in a week; then everything to read."""
    library = {exercise.slug: exercise for exercise in Exercise.objects.current()}
    named = [exercise for exercise in library.values() if exercise.article]
    articles = [(each, library.get(each.figure["exercise"])) for each in Article.objects.current()]
    context = {
        "stretches": [exercise for exercise in named if exercise.kind != ExerciseKind.STRENGTH],
        "strength": [exercise for exercise in named if exercise.kind == ExerciseKind.STRENGTH],
        "articles": articles,
        "myths": Myth.objects.current().with_review(),
        "questions": QUESTIONS,
    }
    return render(request, "routines/learn.html", context)


@login_not_required
@require_safe
@shown_in_own_frames
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article with its figure, what to do, when to get help, sources, and its neighbours."""
    current = Article.objects.current()
    article = get_object_or_404(current.with_review(), slug=slug)
    wanted = [article.figure["exercise"], *article.related]
    library = Exercise.objects.current().in_bulk(wanted, field_name="slug")
    context = {
        "article": article,
        "figure": library.get(article.figure["exercise"]),
        "related": [library[slug] for slug in article.related if slug in library],
        "previous": current.filter(order__lt=article.order).last(),
        "next": current.filter(order__gt=article.order).first(),
    }
    return render(request, "routines/article.html", context)


@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The articles for feed readers."""
    return ArticleFeed()(request)


class ArticleFeed(Feed):
    """Atom, in which every address is absolute and starts with the site's own origin."""

    feed_type = Atom1Feed
    title = "PsoasFit: articles"
    subtitle = "Short articles about the psoas, stretching, strength and pain, with their sources."
    author_name = "PsoasFit"

    def link(self) -> str:
        return absolute(reverse("learn"))

    def feed_url(self) -> str:
        return absolute(reverse("article_feed"))

    def items(self) -> list[Article]:
        return list(Article.objects.current())

    def item_title(self, item: Article) -> str:
        return item.title

    def item_description(self, item: Article) -> str:
        return item.summary

    def item_link(self, item: Article) -> str:
        return absolute(item.get_absolute_url())

    def item_guid(self, item: Article) -> str:
        return self.item_link(item)

    def item_updateddate(self, item: Article) -> datetime:
        return datetime.combine(item.updated, time(), tzinfo=UTC)


def absolute(path: str) -> str:
    """The address of a path for somebody who is not on the site."""
    return settings.SITE_ORIGIN + path
