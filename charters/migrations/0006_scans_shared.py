"""What was seen of a scan belongs to the paper that was uploaded, whatever it is of: its tables move, rows and all."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('charters', '0005_second_look_and_publication'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterModelTable('SheetLook', 'municipalities_sheetlook'),
                migrations.AlterModelTable('EmptyBoxStatement', 'municipalities_emptyboxstatement'),
            ],
            state_operations=[
                migrations.DeleteModel('EmptyBoxStatement'),
                migrations.DeleteModel('SheetLook'),
            ],
        ),
        migrations.AlterField(
            model_name='scanoverride',
            name='stands_for',
            field=models.PositiveSmallIntegerField(verbose_name='page of the paper'),
        ),
    ]
