import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


def give_keys(apps, schema_editor):
    """Each article gets a key of its own: the default would give all of them the same."""
    for article in apps.get_model('charters', 'CharterArticle').objects.filter(key__isnull=True):
        article.key = uuid.uuid4()
        article.save(update_fields=['key'])


class Migration(migrations.Migration):

    dependencies = [
        ('charters', '0001_initial'),
        ('documents', '0001_initial'),
        ('municipalities', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BegunText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='since')),
            ],
            options={
                'verbose_name': 'text of a draft',
                'verbose_name_plural': 'texts of drafts',
            },
        ),
        migrations.CreateModel(
            name='SigningAgain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason_kind', models.CharField(choices=[('head', 'The head of the municipality changed'), ('text', 'The text of the charter changed')], max_length=10, verbose_name='kind of reason')),
                ('comment', models.TextField(verbose_name='reason')),
                ('asked_at', models.DateTimeField(verbose_name='when')),
            ],
            options={
                'verbose_name': 'charter to be signed again',
                'verbose_name_plural': 'charters to be signed again',
            },
        ),
        migrations.CreateModel(
            name='UnitLetterhead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='in use from')),
                ('ministry_ar', models.CharField(max_length=120, verbose_name='parent ministry in Arabic')),
                ('ministry_fr', models.CharField(max_length=120, verbose_name='parent ministry in French')),
                ('ministry_en', models.CharField(max_length=120, verbose_name='parent ministry in English')),
                ('unit_ar', models.CharField(blank=True, max_length=120, verbose_name='name of the Unit in Arabic')),
                ('unit_fr', models.CharField(blank=True, max_length=120, verbose_name='name of the Unit in French')),
                ('unit_en', models.CharField(blank=True, max_length=120, verbose_name='name of the Unit in English')),
                ('logo_text', models.CharField(blank=True, max_length=150, verbose_name='what the logo shows, in Arabic')),
                ('made_at', models.DateTimeField(verbose_name='made')),
            ],
            options={
                'verbose_name': 'letterhead',
                'verbose_name_plural': 'letterheads',
                'ordering': ['-valid_from', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='charterarticle',
            name='key',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='charterarticle',
            name='key',
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddField(
            model_name='chartertext',
            name='edited_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='last changed'),
        ),
        migrations.AddField(
            model_name='chartertext',
            name='edited_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='chartertext',
            name='published_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='charterarticle',
            name='body_ar',
            field=models.TextField(blank=True, verbose_name='body in Arabic'),
        ),
        migrations.AlterField(
            model_name='charterarticle',
            name='body_en',
            field=models.TextField(blank=True, verbose_name='body in English'),
        ),
        migrations.AlterField(
            model_name='charterarticle',
            name='body_fr',
            field=models.TextField(blank=True, verbose_name='body in French'),
        ),
        migrations.AlterField(
            model_name='charterarticle',
            name='heading_ar',
            field=models.CharField(blank=True, max_length=150, verbose_name='heading in Arabic'),
        ),
        migrations.AlterField(
            model_name='charterarticle',
            name='heading_en',
            field=models.CharField(blank=True, max_length=150, verbose_name='heading in English'),
        ),
        migrations.AlterField(
            model_name='charterarticle',
            name='heading_fr',
            field=models.CharField(blank=True, max_length=150, verbose_name='heading in French'),
        ),
        migrations.AlterField(
            model_name='chartertext',
            name='preamble_ar',
            field=models.TextField(blank=True, verbose_name='preamble in Arabic'),
        ),
        migrations.AlterField(
            model_name='chartertext',
            name='preamble_en',
            field=models.TextField(blank=True, verbose_name='preamble in English'),
        ),
        migrations.AlterField(
            model_name='chartertext',
            name='preamble_fr',
            field=models.TextField(blank=True, verbose_name='preamble in French'),
        ),
        migrations.AlterField(
            model_name='chartertext',
            name='title_ar',
            field=models.CharField(blank=True, max_length=200, verbose_name='title in Arabic'),
        ),
        migrations.AlterField(
            model_name='chartertext',
            name='title_en',
            field=models.CharField(blank=True, max_length=200, verbose_name='title in English'),
        ),
        migrations.AlterField(
            model_name='chartertext',
            name='title_fr',
            field=models.CharField(blank=True, max_length=200, verbose_name='title in French'),
        ),
        migrations.AlterField(
            model_name='legalbasis',
            name='citation_ar',
            field=models.TextField(blank=True, verbose_name='citation in Arabic'),
        ),
        migrations.AlterField(
            model_name='legalbasis',
            name='citation_en',
            field=models.TextField(blank=True, verbose_name='citation in English'),
        ),
        migrations.AlterField(
            model_name='legalbasis',
            name='citation_fr',
            field=models.TextField(blank=True, verbose_name='citation in French'),
        ),
        migrations.AddConstraint(
            model_name='charterarticle',
            constraint=models.UniqueConstraint(fields=('text', 'key'), name='charter_article_key_unique'),
        ),
        migrations.AddConstraint(
            model_name='chartertext',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'draft')), fields=('cohort',), name='charter_text_one_draft', violation_error_message='This cohort already has a draft of its text.'),
        ),
        migrations.AddField(
            model_name='beguntext',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='beguntext',
            name='progress',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='begun_text', to='municipalities.stepprogress'),
        ),
        migrations.AddField(
            model_name='beguntext',
            name='text',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='begun', to='charters.chartertext'),
        ),
        migrations.AddField(
            model_name='signingagain',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signingagain',
            name='charter',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='signing_again', to='charters.charter'),
        ),
        migrations.AddField(
            model_name='unitletterhead',
            name='logo',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile'),
        ),
        migrations.AddField(
            model_name='unitletterhead',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='signingagain',
            constraint=models.CheckConstraint(condition=models.Q(('comment', ''), _negated=True), name='signing_again_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='unitletterhead',
            constraint=models.CheckConstraint(condition=models.Q(('logo__isnull', True), models.Q(('logo_text', ''), _negated=True), _connector='OR'), name='letterhead_logo_is_described'),
        ),
    ]
