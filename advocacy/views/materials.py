"""Patient-facing material of a study: its versions, approvals and files."""

from pathlib import PurePath
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advocacy.access import DECIDERS, INSIDERS, requires
from advocacy.forms.materials import ApprovalForm, MaterialForm, WithdrawApprovalForm
from advocacy.forms.uploads import TYPES
from advocacy.models import Approval, Material, Study
from advocacy.views.pages import form_page, found, posted
from advocacy.views.studies import crumbs
from advocacy.workflow.step import Done


@requires(*INSIDERS)
def material_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep the next version of a text or an asset."""
    study = found(Study.objects.all(), pk)
    return form_page(
        request,
        MaterialForm(posted(request), request.FILES or None, initial=same_again(request)),
        subject=study,
        to=f"{reverse('study-detail', args=[pk])}#materials",
        said=lambda done: _("{material} is on file. It needs an approval before it runs.").format(
            material=done.result
        ),
        context={
            "title": _("Add material"),
            "lead": _("Each change is a version of its own, and needs an approval of its own."),
            "crumbs": crumbs(study),
        },
    )


def same_again(request: HttpRequest) -> dict[str, str]:
    """Title and language of the material of which this is the next version."""
    return {name: request.GET.get(name, "")[:200] for name in ("title", "language")}


@requires(*DECIDERS)
def material_approve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record an ethics committee's approval of one exact version."""
    material = found(Material.objects.select_related("study"), pk)
    study = material.study
    return form_page(
        request,
        ApprovalForm(posted(request), material=material),
        subject=material,
        to=f"{reverse('study-detail', args=[study.pk])}#materials",
        said=_("The approval is recorded."),
        context={
            "title": _("Record an approval"),
            "lead": _("{material}, fingerprint {hash}").format(
                material=material, hash=material.file_hash[:12]
            ),
            "crumbs": crumbs(study),
        },
    )


@requires(*DECIDERS)
def approval_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record that an ethics committee took an approval back."""
    approval = found(Approval.objects.select_related("material__study"), pk)
    study = approval.material.study
    form = WithdrawApprovalForm(posted(request), initial={"withdrawn_on": timezone.localdate()})
    return form_page(
        request, form, subject=approval, to=f"{reverse('study-detail', args=[study.pk])}#materials",
        said=withdrawn,
        context={
            "title": _("Withdraw the approval"), "crumbs": crumbs(study),
            "lead": _("{approval}: what runs on it is suspended.").format(approval=approval),
        },
    )  # fmt: skip


def withdrawn(done: Done) -> str:
    """What followed."""
    count = int(done.event.data.get("suspended", 0))
    if not count:
        return _("The approval is withdrawn.")
    return ngettext(
        "The approval is withdrawn, and {n} placement is suspended.",
        "The approval is withdrawn, and {n} placements are suspended.",
        count,
    ).format(n=count)


@requires(*INSIDERS)
def material_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Hand out the file, always to be saved and never shown by the browser."""
    material = found(Material.objects.all(), pk)
    stored = material.file.name or ""
    if not stored or not material.file.storage.exists(stored):
        raise Http404
    kind = PurePath(stored).suffix.removeprefix(".")
    name = f"{slugify(material.title) or 'material'}-v{material.version}.{kind}"
    response = FileResponse(
        material.file.open("rb"),
        as_attachment=True,
        filename=name,
        content_type=TYPES.get(kind, "application/octet-stream"),
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
